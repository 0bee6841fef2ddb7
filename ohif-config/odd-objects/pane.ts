import { viewports } from "./cornerstone";
import { hasFailedToLoad, onLoads } from "./loads";
import { missing, nameOf, type DisplaySet, type DisplaySetService } from "./missing";
import { fill, words } from "./words";

/** As much of React as a class component needs; OHIF's own copy is handed in. */
interface React {
  readonly Component: new (properties: Properties) => { setState(state: State): void; forceUpdate(): void };
  createElement(type: unknown, properties: object, ...children: unknown[]): object;
}

interface Properties {
  /** OHIF's component for what the viewport was given. */
  readonly of: unknown;
  readonly asked: readonly string[];
  readonly service: DisplaySetService;
  readonly displaySets: readonly DisplaySet[];
}

interface State {
  /** The display sets with which OHIF's component failed, `*` where it has just done so. */
  readonly failed?: string;
  /** It shows nothing. */
  readonly blank?: boolean;
}

/** How long a viewport may show nothing at all, in milliseconds. */
const PATIENCE = 8000;
const STYLE = {
  position: "absolute",
  inset: "35% 10% auto",
  textAlign: "center",
  color: "#fff",
  // It may stand over an image.
  backgroundColor: "rgb(0 0 0 / 75%)",
  overflowWrap: "anywhere",
};
let known: unknown;

/**
 * The component around each viewport. Where what the viewport was given can't be shown, it says so in words, and so it
 * does where OHIF's component fails or shows nothing.
 */
export function pane(react: React): unknown {
  return (known ??= paneOf(react));
}

/** One component, made once: another one would mount its viewports again. */
function paneOf(react: React): unknown {
  return class Pane extends react.Component {
    declare readonly props: Properties;
    state: State = {};
    place: HTMLElement | null = null;
    timer: ReturnType<typeof setTimeout> | undefined;
    end: (() => void) | undefined;
    watched = "";

    static getDerivedStateFromError(): State {
      return { failed: "*" };
    }

    componentDidMount(): void {
      const { service } = this.props;
      const update = (): void => {
        this.forceUpdate();
      };
      // A segmentation may be read before its images are.
      const added = service.subscribe(service.EVENTS["DISPLAY_SETS_ADDED"] ?? "", update);
      const endLoads = onLoads(update);
      this.end = () => {
        added.unsubscribe();
        endLoads();
      };
      this.watch();
    }

    componentDidUpdate(): void {
      if (this.state.failed === "*") this.setState({ failed: this.key() });
      this.watch();
    }

    componentWillUnmount(): void {
      clearTimeout(this.timer);
      this.end?.();
    }

    key(): string {
      return this.props.displaySets.map(({ displaySetInstanceUID }) => displaySetInstanceUID).join();
    }

    /** Looks later whether there is anything to see, and then again until there is. */
    watch(): void {
      const key = this.key();
      if (key === this.watched) return;
      this.watched = key;
      clearTimeout(this.timer);
      const look = (): void => {
        const blank = key !== "" && this.place !== null && isBlank(this.place);
        if (blank !== (this.state.blank ?? false)) this.setState({ blank });
        if (blank) this.timer = setTimeout(look, PATIENCE);
      };
      this.timer = setTimeout(look, PATIENCE);
    }

    /** What is said in place of OHIF's component. */
    said(): string | undefined {
      const { asked, service } = this.props;
      const hasFailed = this.state.failed !== undefined && ["*", this.key()].includes(this.state.failed);
      return (hasFailed ? this.failure() : undefined) ?? missing(asked, service);
    }

    failure(): string | undefined {
      const [first] = this.props.displaySets;
      return first === undefined ? undefined : fill(words["viewer.series-failed"], { series: nameOf(first) });
    }

    /** What is said over OHIF's component: to take that away while it loads would be a script error. */
    saidOver(): string | undefined {
      const [first] = this.props.displaySets;
      if (first !== undefined && hasFailedToLoad(first.displaySetInstanceUID)) {
        return fill(words["viewer.load-failed"], { series: nameOf(first) });
      }
      return this.state.blank ? this.failure() : undefined;
    }

    render(): object {
      const { of, ...own } = this.props;
      const [said, over] = [this.said(), this.saidOver()];
      const alert = (text: string | undefined): object =>
        react.createElement("p", { key: "alert", role: "alert", style: STYLE }, text);
      const shown =
        said === undefined
          ? [react.createElement(of, { key: "shown", ...own }), ...(over === undefined ? [] : [alert(over)])]
          : [alert(said)];
      const ref = (place: HTMLElement | null): void => {
        this.place = place;
      };
      return react.createElement(
        "div",
        { className: "relative flex h-full w-full min-w-[5px] flex-col", ref },
        ...shown,
      );
    }
  };
}

/** Whether OHIF's component shows nothing at all, or is one for images and has none. */
function isBlank(place: HTMLElement): boolean {
  const shown = [...place.children].filter((child) => child.getAttribute("role") !== "alert");
  const isSeen = (child: Element): boolean => child.textContent !== "" || child.matches(SHOWN);
  if (!shown.some((child) => isSeen(child) || child.querySelector(SHOWN) !== null)) return true;
  const own = viewports().filter(({ element }) => place.contains(element));
  return own.some((viewport) => viewport.type === "stack" && viewport.getImageIds?.().length === 0);
}

/** What a viewport can show. */
const SHOWN = "canvas, video, object, iframe, img, svg";
