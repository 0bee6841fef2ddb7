import type { Rule } from "eslint";

export declare const luaPatterns: Rule.RuleModule;
