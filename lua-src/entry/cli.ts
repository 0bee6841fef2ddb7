import { cli } from "../cli/cli";

declare const arg: string[];

os.exit(cli(arg));
