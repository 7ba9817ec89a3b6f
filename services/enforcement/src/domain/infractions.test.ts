import { given } from "@rmp/test-kit/given-when-then";
import { describe, it } from "vitest";
import {
  ada,
  byService,
  confirm,
  confirmed,
  deliver,
  delivered,
  dismiss,
  dismissed,
  ended,
  first,
  heard,
  hour,
  issued,
  second,
  send,
  sent,
  suspected,
  terminated,
  warned,
} from "../../test/spoofing.ts";
import { enforcement } from "./decide.ts";

describe("Plan IV, C-IV-14: one warning", () => {
  it("warns at the first confirmation", () =>
    given(enforcement, suspected(first, 0)).when(confirm(first, 1)).then(confirmed(first, 1), issued(1)));
  it("confirms by a person only", () =>
    given(enforcement, suspected(first, 0))
      .when({ ...confirm(first, 1), by: byService })
      .thenRefused("not-a-person"));
  it("confirmed again changes nothing", () =>
    given(enforcement, ...warned)
      .when(confirm(first, 2))
      .thenNothing());
  it("confirms no unknown candidate", () =>
    given(enforcement).when(confirm(first, 1)).thenRefused("candidate-not-found"));
  it("confirms no dismissed candidate", () =>
    given(enforcement, suspected(first, 0), dismissed(first, 1))
      .when(confirm(first, 2))
      .thenRefused("candidate-dismissed"));

  it("records that it was sent", () =>
    given(enforcement, ...warned)
      .when(send(2, 3))
      .then(sent(2)));
  it("records the same sending once", () =>
    given(enforcement, ...warned, sent(2))
      .when(send(2, 4))
      .thenNothing());
  it("may be sent in the moment in which it was issued", () =>
    given(enforcement, ...warned)
      .when(send(1, 3))
      .then(sent(1)));
  it("was not sent before it was issued", () =>
    given(enforcement, ...warned)
      .when(send(0.9, 3))
      .thenRefused("sent-before-issued"));
  it("was not sent in the future", () =>
    given(enforcement, ...warned)
      .when(send(4, 3))
      .thenRefused("sent-in-the-future"));
  it("is not sent after its delivery", () =>
    given(enforcement, ...heard)
      .when(send(5, 6))
      .thenRefused("warning-already-delivered"));
  it("is not sent by a service", () =>
    given(enforcement, ...warned)
      .when({ ...send(2, 3), by: byService })
      .thenRefused("not-a-person"));
  it("is not sent where none was issued", () =>
    given(enforcement, suspected(first, 0)).when(send(2, 3)).thenRefused("warning-not-found"));

  it("records the proof that it was delivered", () =>
    given(enforcement, ...warned, sent(2))
      .when(deliver(4, 5))
      .then(delivered(4)));
  it("records the same proof once", () =>
    given(enforcement, ...heard)
      .when(deliver(4, 6))
      .thenNothing());
  it("records no second proof", () =>
    given(enforcement, ...heard)
      .when(deliver(5, 6))
      .thenRefused("warning-already-delivered"));
  it("is not delivered unsent", () =>
    given(enforcement, ...warned)
      .when(deliver(4, 5))
      .thenRefused("warning-not-sent"));
  it("is not delivered by another channel than it was sent by", () =>
    given(enforcement, ...warned, sent(2))
      .when({ ...deliver(4, 5), channel: "email" })
      .thenRefused("warning-not-sent"));
  it("may be delivered in the moment in which it was sent", () =>
    given(enforcement, ...warned, sent(2))
      .when(deliver(2, 5))
      .then(delivered(2)));
  it("is not delivered before it was sent", () =>
    given(enforcement, ...warned, sent(2))
      .when(deliver(1.9, 5))
      .thenRefused("delivered-before-sent"));
  it("is not delivered in the future", () =>
    given(enforcement, ...warned, sent(2))
      .when(deliver(6, 5))
      .thenRefused("delivered-in-the-future"));
  it("is not delivered by a service", () =>
    given(enforcement, ...warned, sent(2))
      .when({ ...deliver(4, 5), by: byService })
      .thenRefused("not-a-person"));
  it("is not delivered where none was issued", () =>
    given(enforcement, suspected(first, 0)).when(deliver(4, 5)).thenRefused("warning-not-found"));
});

describe("Plan IV, C-IV-13: nothing is decided about a customer that nobody has told of", () => {
  it.each([
    ["confirmation", confirm(first, 1)],
    ["dismissal", dismiss(first, 1)],
    ["warning sent", send(2, 3)],
    ["warning delivered", deliver(4, 5)],
  ])("no %s", (_, command) =>
    given(enforcement)
      .when({ ...command, applied: false })
      .thenRefused("customer-not-found"),
  );
  it("but about one that was reported, whoever has heard of its application", () =>
    given(enforcement, suspected(first, 0))
      .when({ ...confirm(first, 1), applied: false })
      .then(confirmed(first, 1), issued(1)));
});

describe("Plan IV, C-IV-15: a second such infraction", () => {
  it("ends all services", () =>
    given(enforcement, ...heard, suspected(second, 5))
      .when(confirm(second, 6))
      .then(confirmed(second, 2), terminated));
  it("confirmed again changes nothing, though the services have ended", () =>
    given(enforcement, ...ended)
      .when(confirm(second, 7))
      .thenNothing());
  it("is none while the warning is not delivered", () =>
    given(enforcement, ...warned, sent(2), suspected(second, 24))
      .when(confirm(second, 25))
      .thenRefused("warning-not-yet-delivered"));
  it("is none that was called before the delivery: dismissed with that reason", () =>
    given(enforcement, ...warned, sent(2), suspected(second, 24), delivered(25))
      .when(confirm(second, 26))
      .thenRefusedOnRecord("call-preceded-warning", {
        type: "InfractionDismissed",
        data: { candidateId: second, ground: "call-preceded-warning", dismissedAt: hour(26), dismissedBy: ada },
      }));
  it("is none that was called in the very millisecond of the delivery", () =>
    given(enforcement, ...warned, sent(2), suspected(second, 24), delivered(24))
      .when(confirm(second, 26))
      .thenRefusedOnRecord("call-preceded-warning", {
        type: "InfractionDismissed",
        data: { candidateId: second, ground: "call-preceded-warning", dismissedAt: hour(26), dismissedBy: ada },
      }));
});

describe("Plan IV, C-IV-16: counts per end user, without decay", () => {
  it("counts the second infraction years later", () =>
    given(enforcement, ...heard, suspected(second, 50_000))
      .when(confirm(second, 50_001))
      .then(confirmed(second, 2), terminated));
});
