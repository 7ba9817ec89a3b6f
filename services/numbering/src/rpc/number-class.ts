import type { NumberClass } from "@rmp/events/numbering";
import { NumberClass as ClassMessage } from "@rmp/proto/rmp/numbering/v1/commands";
import { invalidArgument } from "@rmp/service-kit/errors";

const messages = {
  geographic: ClassMessage.GEOGRAPHIC,
  "toll-free": ClassMessage.TOLL_FREE,
  fictional: ClassMessage.FICTIONAL,
} as const satisfies Record<NumberClass, ClassMessage>;

const classes = new Map<ClassMessage, NumberClass>([
  [ClassMessage.GEOGRAPHIC, "geographic"],
  [ClassMessage.TOLL_FREE, "toll-free"],
  [ClassMessage.FICTIONAL, "fictional"],
]);

export const classMessage = (numberClass: NumberClass): ClassMessage => messages[numberClass];

export function classIn(message: ClassMessage): NumberClass {
  const known = classes.get(message);
  const description = `must be one of ${Object.keys(messages).join(", ")}; given: ${message}`;
  if (!known) throw invalidArgument([{ field: "number_class", description }]);
  return known;
}
