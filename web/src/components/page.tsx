/* What every view is made of: its heading, its first sentence, and what it says while it waits or lacks data. */

import { Component, type ComponentChildren, type JSX } from "preact";

import type { Loaded } from "../model/context.ts";

/* The heading that takes the focus when a view opens. */
export function Heading({ children }: { children: ComponentChildren }): JSX.Element {
  return <h1 tabIndex={-1}>{children}</h1>;
}

export function Lead({ children }: { children: ComponentChildren }): JSX.Element {
  return <p class="lead">{children}</p>;
}

/* What is not in this report, and the command line that puts it there. */
export function Absent({ children, command }: { children: ComponentChildren; command: string }): JSX.Element {
  return (
    <div class="absent">
      <p>{children}</p>
      <pre tabIndex={0}>
        <code>{command}</code>
      </pre>
    </div>
  );
}

function Damage({ problem }: { problem: string }): JSX.Element {
  return (
    <p class="notice" role="alert">
      {`A part of this report cannot be read: ${problem}. The file may be cut off or damaged.`}
    </p>
  );
}

/* A view that cannot be drawn says so; the others stay. */
export class ViewBoundary extends Component<{ children: ComponentChildren }, { problem: string | null }> {
  override state = { problem: null as string | null };

  static override getDerivedStateFromError(error: unknown): { problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render(): ComponentChildren {
    if (this.state.problem === null) return this.props.children;
    return (
      <>
        <Heading>This view cannot be drawn</Heading>
        <Damage problem={this.state.problem} />
      </>
    );
  }
}

/* Draws a block once it is unpacked. */
export function WithBlock<Block>({
  block,
  children,
}: {
  block: Loaded<Block>;
  children: (value: Block) => ComponentChildren;
}): JSX.Element {
  if (block.problem !== null) {
    return <Damage problem={block.problem} />;
  }
  if (block.value === undefined) {
    return (
      <p class="waiting" role="status">
        Unpacking …
      </p>
    );
  }
  return <>{children(block.value)}</>;
}

/* A horizontal bar of a share in [0, 1]. The number stands beside it. */
export function Bar({ share, kind }: { share: number; kind: string }): JSX.Element {
  return (
    <svg class={`bar ${kind}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width={100} height={10} />
      <rect class="fill" width={100 * Math.min(1, Math.max(0, share))} height={10} />
    </svg>
  );
}
