import { describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const ISSUER = "https://op.example/realms/x";

const read = (query: object, issParameter = false): Promise<unknown[]> =>
  callLua("gateway.oidc.callback", "readCallback", query, ISSUER, issParameter);

describe("authorization responses", () => {
  test.each([
    [{ code: "SplxlOBe" }],
    [{ code: "SplxlOBe", iss: ISSUER }],
    // The state is the business of login-state.
    [{ code: "SplxlOBe", state: "s", session_state: "x", scope: "openid", authuser: "0", hd: "klinik.example" }],
  ])("a callback with a code is accepted: %j", async (query) => {
    expect(await read(query)).toEqual([{ kind: "code", code: "SplxlOBe" }]);
  });

  test.each(["M.C5_BAY.2.U!a*b$c", "4/0AVG7fiQ-x_y", "a code with spaces", "x".repeat(4096)])(
    "a callback with a code of any printable characters is accepted: %s",
    async (code) => {
      expect(await read({ code })).toEqual([{ kind: "code", code }]);
    },
  );

  test.each([
    [{}],
    [{ state: "s" }],
    [{ code: "" }],
    [{ code: "a\nb" }],
    [{ code: "ü" }],
    [{ code: "x".repeat(4097) }],
  ])("a callback without a possible code is refused: %j", async (query) => {
    expect(await read(query)).toEqual([null, "callback-form"]);
  });

  test("a callback with both a code and an error is refused", async () => {
    expect(await read({ code: "c", error: "access_denied" })).toEqual([null, "callback-form"]);
    expect(await read({ code: "c", error: "" })).toEqual([null, "callback-form"]);
  });

  test.each([
    ["access_denied", "access_denied"],
    ["login_required", "login_required"],
    ["unmet_authentication_requirements", "unmet_authentication_requirements"],
    ["x".repeat(40), "x".repeat(40)],
    ["x".repeat(41), "other"],
    ["", "other"],
    ["<script>alert(1)</script>", "other"],
    ["access_denied\nFAKE LOG LINE", "other"],
    ["Access_Denied", "other"],
    ["call 555-1234", "other"],
    ["ü", "other"],
  ])("a callback with the error %j is reported as %s", async (error, cleaned) => {
    const query = { error, error_description: "Call 555-1234", error_uri: "https://evil.example", state: "s" };
    expect(await read(query)).toEqual([{ kind: "refused", error: cleaned }]);
  });

  test.each([`${ISSUER}/`, ISSUER.toUpperCase(), "https://evil.example", ""])(
    "a callback from another issuer, %j, is refused with a code or an error",
    async (iss) => {
      for (const issParameter of [true, false]) {
        expect(await read({ code: "c", iss }, issParameter)).toEqual([null, "callback-issuer"]);
        expect(await read({ error: "access_denied", iss }, issParameter)).toEqual([null, "callback-issuer"]);
      }
    },
  );

  test("a callback without the issuer that the metadata promise is refused", async () => {
    expect(await read({ code: "c" }, true)).toEqual([null, "callback-issuer"]);
    expect(await read({ error: "access_denied" }, true)).toEqual([null, "callback-issuer"]);
    expect(await read({ code: "c", iss: ISSUER }, true)).toEqual([{ kind: "code", code: "c" }]);
  });
});
