import { Component } from "preact";

/** A component that is drawn again only when one of its properties is another value. */
export abstract class Memo<P extends object> extends Component<P> {
  override shouldComponentUpdate(next: Readonly<P>): boolean {
    const keys = Object.keys(next) as (keyof P)[];
    return keys.some((key) => next[key] !== this.props[key]);
  }
}
