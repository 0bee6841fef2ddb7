import { setup } from "../setup/setup";

os.exit(setup());
