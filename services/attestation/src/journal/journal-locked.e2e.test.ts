import { join } from "node:path";
import { DirectoryInUse, lockDirectory } from "@rmp/service-kit/directory-lock";
import { platformUnderTest } from "@rmp/test-kit/platform";
import { expect, it } from "vitest";

const { platform } = await platformUnderTest();

it("the journal's directory belongs to the running service alone", () =>
  expect(() => lockDirectory(join(platform.dataDirectory, "journal"))).toThrow(DirectoryInUse));
