import { categoryOf, idOf, type Recorded } from "@rmp/event-store/envelope";
import { type CustomerEvent, customerEvents } from "@rmp/events/customer";
import { type Id, isId } from "@rmp/vocabulary/ids";

/** Whether an event is of this service's own catalog. */
export const isOurs = (recorded: Recorded): recorded is Recorded<CustomerEvent> =>
  customerEvents.categories.includes(categoryOf(recorded.stream));

/** The id behind a stream's category; undefined where the stream is of another one. */
export function idIn<Category extends string>(category: Category, stream: string): Id<Category> | undefined {
  const id = idOf(stream);
  return categoryOf(stream) === category && isId<Category>(id) ? id : undefined;
}
