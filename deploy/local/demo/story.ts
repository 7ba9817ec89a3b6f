import { styleText } from "node:util";

/** What a step of the demo tells: what was asked, what was decided, why, and what was recorded. */
export interface Told {
  readonly asked: string;
  readonly decided: string;
  /** Plan section. */
  readonly why: string;
  /** `stream@revision`, or the journal reference of a call; left out where nothing was recorded. */
  readonly recorded?: string;
}

/** The demo's voice and its conscience: it prints, and remembers every expectation that did not hold. */
export interface Story {
  step(number: number, title: string): void;
  tell(told: Told): void;
  say(line: string): void;
  /** An expectation; a broken one is printed and counted, and the demo goes on. */
  expect(holds: boolean, sentence: string): void;
  notShown(what: string, because: string): void;
  readonly broken: number;
  readonly hidden: number;
}

export function createStory(print: (line: string) => void): Story {
  let broken = 0;
  let hidden = 0;
  return {
    step: (number, title) => print(`\n${styleText("bold", `${number}. ${title}`)}`),
    tell: ({ asked, decided, why, recorded }) => {
      print(`   asked     ${asked}`);
      print(`   decided   ${decided}`);
      print(`   why       ${why}`);
      print(`   recorded  ${recorded ?? "nothing"}\n`);
    },
    say: (line) => print(`   ${line}`),
    expect: (holds, sentence) => {
      if (holds) return;
      broken += 1;
      print(styleText("red", `   EXPECTED  ${sentence}`));
    },
    notShown: (what, because) => {
      hidden += 1;
      print(`NOT SHOWN: ${what} because ${because}`);
    },
    get broken() {
      return broken;
    },
    get hidden() {
      return hidden;
    },
  };
}
