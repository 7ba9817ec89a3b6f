/** Full, partial and gateway attestation (ATIS-1000074 §5.2.3). */
export type AttestationLevel = "A" | "B" | "C";

const rank = { A: 3, B: 2, C: 1 } satisfies Record<AttestationLevel, number>;

/** The weaker of two levels: what a client asks for is an upper bound, never the decision. */
export const weaker = (one: AttestationLevel, other: AttestationLevel): AttestationLevel =>
  rank[one] < rank[other] ? one : other;
