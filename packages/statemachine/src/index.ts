export { KeyIndex } from "./key-index/key-index.js";
export type { Position } from "./position.js";
export type { ChangeCursor } from "./key-index/change-cursor.js";
export type { Cursor, Direction } from "./key-index/cursor.js";
export type { HistoryCursor } from "./key-index/history-cursor.js";
export type { NewVersion, VersionId } from "./key-index/key-index.js";
export type { KeyEvent } from "./keyspace/key-event.js";
