/* The report in this page: its core, and the blocks beside it, unpacked when they are asked for. */

import type { Core, Place } from "./types.ts";

/* The text of a base64 element of gzip of UTF-8. */
export async function unpack(base64: string): Promise<string> {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

export class Report {
  readonly core: Core;
  readonly classPlaces: Map<string, Place>;
  readonly layerPlaces: Map<string, Place>;
  readonly #page: Document;
  readonly #asked = new Map<string, Promise<unknown>>();
  readonly #ready = new Map<string, unknown>();

  constructor(page: Document) {
    this.#page = page;
    this.core = JSON.parse(this.#text("view-model")) as Core;
    this.classPlaces = new Map(this.core.classes.map((item, place) => [item.name, place]));
    this.layerPlaces = new Map(this.core.layers.map((item, place) => [item.name, place]));
  }

  has(name: string): boolean {
    return Object.hasOwn(this.core.blocks, name);
  }

  /* A block that was unpacked before, else undefined. */
  ready<Block>(name: string): Block | undefined {
    return this.#ready.get(name) as Block | undefined;
  }

  /* Unpacks a block once and keeps it. */
  block<Block>(name: string): Promise<Block> {
    let asked = this.#asked.get(name);
    if (asked === undefined) {
      asked = this.#load(name);
      this.#asked.set(name, asked);
    }
    return asked as Promise<Block>;
  }

  /* The address of an image's thumbnail, or null where it could not be read or had no room. */
  thumbnail(place: Place): string | null {
    const entry = this.core.images.table[place];
    if (entry?.block === undefined || entry.place === undefined) return null;
    let data = this.ready<string[]>(entry.block);
    if (data === undefined) {
      data = this.#pictures(entry.block);
      this.#ready.set(entry.block, data);
    }
    const picture = data[entry.place];
    return picture === undefined ? null : `data:${this.core.images.media};base64,${picture}`;
  }

  /* The pictures of a block; none where the file is damaged there: a report is more than its pictures. */
  #pictures(block: string): string[] {
    try {
      return JSON.parse(this.#text(`block:${block}`)) as string[];
    } catch {
      return [];
    }
  }

  async #load(name: string): Promise<unknown> {
    const text = this.#text(`block:${name}`);
    let value: unknown;
    try {
      value = JSON.parse(this.core.blocks[name]?.encoding === "json" ? text : await unpack(text.trim()));
    } catch (error) {
      // What the browser says of it ("Failed to fetch") is of no use to a reader.
      throw new Error(`the data "${name}" are damaged`, { cause: error });
    }
    this.#ready.set(name, value);
    return value;
  }

  #text(id: string): string {
    const text = this.#page.getElementById(id)?.textContent;
    if (text === null || text === undefined)
      throw new Error(`the data "${id.replace(/^block:/, "")}" are missing`);
    return text;
  }
}
