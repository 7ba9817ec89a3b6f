import { given } from "@rmp/test-kit/given-when-then";
import { describe, it } from "vitest";
import {
  byService,
  call,
  delivered,
  dismiss,
  dismissed,
  first,
  heard,
  report,
  second,
  sent,
  suspected,
  third,
  warned,
} from "../../test/spoofing.ts";
import { enforcement } from "./decide.ts";

describe("Plan IV, C-IV-13: discovers that an end user has manipulated their caller ID", () => {
  it("suspects at the first reported call", () =>
    given(enforcement)
      .when(report(call(0, first)))
      .then(suspected(first, 0)));
  it("takes a burst for one candidate", () =>
    given(enforcement)
      .when(report(call(0, first), call(1, second), call(23.9, third)))
      .then(suspected(first, 0)));
  it("keeps the first call, in whatever order they are reported", () =>
    given(enforcement)
      .when(report(call(1, second), call(0, first)))
      .then(suspected(first, 0)));
  it("adds later calls of an open burst to the same candidate", () =>
    given(enforcement, suspected(first, 0))
      .when(report(call(1, second)))
      .thenNothing());
  it("opens the next candidate a day after the first call", () =>
    given(enforcement, suspected(first, 0))
      .when(report(call(24, second)))
      .then(suspected(second, 24)));
  it("finds two bursts in one report", () =>
    given(enforcement)
      .when(report(call(0, first), call(24, second), call(25, third)))
      .then(suspected(first, 0), suspected(second, 24)));
  it("opens the next candidate after a dismissal", () =>
    given(enforcement, suspected(first, 0), dismissed(first, 2))
      .when(report(call(1.9, second), call(2, third)))
      .then(suspected(third, 2)));
  it("keeps the burst open while the confirmed candidate's warning is on its way", () =>
    given(enforcement, ...warned, sent(2))
      .when(report(call(3, second)))
      .thenNothing());
  it("takes a call before the delivery for what the warning was for", () =>
    given(enforcement, ...heard)
      .when(report(call(3, second), call(4, third)))
      .thenNothing());
  it("opens the next candidate with the first call after delivery, even one before its recording", () =>
    given(enforcement, ...heard)
      .when(report(call(4.1, second)))
      .then(suspected(second, 4.1)));
  it("lets a delivery that is recorded late leave alone the burst that began after it", () =>
    given(enforcement, ...warned, sent(2), suspected(second, 24), delivered(4))
      .when(report(call(25, third)))
      .thenNothing());
  it("keeps the burst's length of its day when the policy changes", () =>
    given(enforcement, suspected(first, 0))
      .when({ type: "ReportRefusedCallerIds", calls: [call(2, second)], burstHours: 1 })
      .thenNothing());

  it("is dismissed by a person, with reason", () =>
    given(enforcement, suspected(first, 0)).when(dismiss(first, 2)).then(dismissed(first, 2)));
  it("is dismissed by no service", () =>
    given(enforcement, suspected(first, 0))
      .when({ ...dismiss(first, 2), by: byService })
      .thenRefused("not-a-person"));
  it("dismissed again changes nothing", () =>
    given(enforcement, suspected(first, 0), dismissed(first, 2)).when(dismiss(first, 3)).thenNothing());
  it("is not dismissed after its confirmation", () =>
    given(enforcement, ...warned)
      .when(dismiss(first, 2))
      .thenRefused("candidate-already-confirmed"));
  it("is not dismissed unknown", () =>
    given(enforcement, suspected(first, 0)).when(dismiss(second, 2)).thenRefused("candidate-not-found"));
});
