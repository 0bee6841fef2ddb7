export declare const ROWS: readonly (readonly string[])[];
export declare const CONTENTS: Readonly<Record<string, string>>;
export declare function roomOf(path: string): string | undefined;
