/** `npm run stop`: removes the containers; studies, users and secrets stay in their volumes. */
import { findCompose } from "./lib/docker";
import { complain, EX_UNAVAILABLE, say } from "./lib/project";
import { run } from "./lib/run";

function stop(): number {
  const compose = findCompose();
  if (compose === undefined) {
    complain("No Docker engine with Compose answers, so nothing of this project runs in it.");
    return EX_UNAVAILABLE;
  }
  const status = run([...compose, "down"]);
  if (status === 0) say("Stopped. Studies, users and secrets stay in their volumes; npm start finds them again.");
  return status;
}

process.exitCode = stop();
