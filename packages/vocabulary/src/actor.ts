/** Who acted: a person of the staff register, a service of the platform, or its clock (a passed deadline). Never a name. */
export interface Actor {
  readonly kind: "staff" | "service" | "system";
  /** Of a person the register's id (UUIDv5 of issuer and subject), else the name in the SPIFFE id. */
  readonly id: string;
}
