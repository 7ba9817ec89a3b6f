/** Names a call on our side: the ids of two SBCs never meet. An SBC's name holds no slash. */
export const callKey = (sbc: string, callId: string): string => `${sbc}/${callId}`;

/** The SBC and its id of the call. */
export function partsOfKey(key: string): { readonly sbc: string; readonly callId: string } {
  const slash = key.indexOf("/");
  return { sbc: key.slice(0, slash), callId: key.slice(slash + 1) };
}
