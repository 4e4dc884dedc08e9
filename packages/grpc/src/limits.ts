/**
 * What a peer may ask of a connection and a server. Every limit in bytes counts what it pins. A server or client may be
 * given others; these are the defaults.
 */
export interface Http2Limits {
  /** Of one block's fields, each with 32 bytes on top as RFC 9113, section 6.5.2 counts them. */
  readonly headerListBytes: number;
  /** Of one block as it comes, with all its CONTINUATION frames. */
  readonly headerBlockBytes: number;
  readonly continuationFrames: number;
  readonly concurrentStreams: number;
  /** What the peer may send on one stream, and on all together, before it is consumed. */
  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  /** What owners keep of what was consumed, as messages whose rest is still to come. Beyond it a stream is reset. */
  readonly keptBytes: number;
  /** A stream's owner is asked to wait above the first, and to go on below the second. */
  readonly unsentHighBytes: number;
  readonly unsentLowBytes: number;
  /** Beyond it a stream whose owner goes on all the same is reset, before others have to pay for it. */
  readonly streamUnsentBytes: number;
  /** Of all that waits to be sent. Beyond it the stream that wants to send more is reset. */
  readonly connectionUnsentBytes: number;
  /** Answers of the machine itself (acks, resets, windows) that the peer does not read. */
  readonly controlFramesUnsent: number;

  /** A budget is full at first; a second adds `perSecond`, and some add more for work that got done. */
  readonly resets: Budget;
  readonly pings: Budget;
  readonly settings: Budget;
  /** Frames that move nothing: priorities, windows, empty data, unknown types, whatever is for closed streams. */
  readonly idleFrames: Budget;

  /** From the connection's first moment to the end of TLS and of the HTTP/2 preface with its SETTINGS. */
  readonly handshakeMillis: number;
  /** From our SETTINGS to their ack. */
  readonly settingsAckMillis: number;
  /** From the first byte of an ordinary request to the last of its body. */
  readonly requestMillis: number;
  /** Without a stream. 0 for no limit. */
  readonly idleMillis: number;
  /**
   * For so long what is to be sent may not get on at all: a stream for lack of its window, or all of them. It is looked
   * at as often, so it may take twice the time. 0 for no limit.
   */
  readonly stallMillis: number;
  /** From `close` to the end of the streams, and from the last byte of a closing connection to its being read. */
  readonly goodbyeMillis: number;
  readonly connections: number;
}

/** How often something may happen: `burst` at once, and `perSecond` for long. */
export interface Budget {
  readonly burst: number;
  readonly perSecond: number;
}

/** Frames are sent and taken up to this size: the smallest that RFC 9113 allows as a maximum is also fair to others. */
export const FRAME_BYTES_MAX = 2 ** 14;

/** RFC 7541's default; the peer's encoder gains little from more, and each connection pays for it. */
export const HEADER_TABLE_BYTES = 4096;

/** How long the integers of HPACK may be: beyond any length or index that could be meant. */
export const HPACK_INTEGER_MAX = 2 ** 28;

/** Header blocks that a connection recognises by their bytes. Callers have few kinds of calls; 32 fit half a page. */
export const KNOWN_BLOCKS_MAX = 32;

/** Blocks longer than this are decoded each time: what is remembered counts for every connection. */
export const KNOWN_BLOCK_BYTES_MAX = 512;

/** Streams whose end is remembered, to tell a frame that crossed a reset on its way from one that makes no sense. */
export const RECENT_STREAMS_MAX = 256;

/** Bytes sent or received for which a peer may send one more frame that moves nothing, such as a WINDOW_UPDATE. */
export const BYTES_PER_IDLE_FRAME = 1024;

/** An encoded block is written whole between two frames of others, so it has to fit into any output buffer. */
export const ENCODED_BLOCK_BYTES_MAX = 2 ** 15;

/** What a piece that waits to be sent pins beside its bytes: a million small messages are no small thing. */
export const CHUNK_OWN_BYTES = 256;

/** What gets on by so much, or by all there is, does not stall: windows of a byte are no progress. */
export const STALL_BYTES_MIN = 1024;

/** The output buffer: several frames of several streams in one write; a large stream needs 16,000 of them a gigabyte. */
export const OUTPUT_BYTES = 2 ** 16;

/** What an ordinary request may bring by default, as gRPC's messages: the same things come by both doors. */
export const PLAIN_BODY_BYTES_MAX = 4 * 2 ** 20;

/** So much more of a body that is too large is read, and thrown away, for the client to come to reading the refusal. */
export const UNWANTED_BYTES_MAX = 32 * 2 ** 20;

export const defaultLimits: Http2Limits = {
  // Twice what grpc-go and Node take by default for metadata: tokens are long, and it is parsed once.
  headerListBytes: 2 ** 14,
  // Huffman coding may make the rarest characters longer by 30/8.
  headerBlockBytes: 2 ** 16,
  // Four full frames are enough for the block above; some peers cut them smaller.
  continuationFrames: 16,
  // A load of 1,000 calls on one connection is usual; beyond 4,096 another connection is better for all.
  concurrentStreams: 4096,
  // A gigabit over 8 ms is 1 MB on its way; four streams may do so at once. It is what a slow handler can pin.
  streamWindowBytes: 2 ** 20,
  connectionWindowBytes: 2 ** 22,
  // 1,000 calls at once that bring 100 KB each; without a bound, as many as 4,096 streams could begin 4 MB each.
  keptBytes: 2 ** 27,
  // Several frames for the scheduler to choose from, and a message of usual size without waiting.
  unsentHighBytes: 2 ** 18,
  unsentLowBytes: 2 ** 16,
  // Whoever waits when asked to has never more than one message beyond the mark above, however large that is.
  streamUnsentBytes: 2 ** 24,
  // 16 answers of the greatest usual size (4 MB) that a peer asked for and does not read.
  connectionUnsentBytes: 2 ** 26,
  // 17 bytes each: what a peer may be behind in reading acks of its own doing.
  controlFramesUnsent: 10_000,

  // A call that ends well adds one. Clients that give up in a storm of timeouts have had as many calls done before.
  resets: { burst: 1000, perSecond: 100 },
  // Keepalive needs one in ten seconds; grpc-go measures the bandwidth with one per round trip while data flows, in a
  // server for the data of requests. Data adds to it, and so do requests and responses.
  pings: { burst: 200, perSecond: 20 },
  // Used once per connection, and now and then to change a window.
  settings: { burst: 20, perSecond: 1 },
  // A window per KiB of data comes on top.
  idleFrames: { burst: 10_000, perSecond: 1000 },

  // TLS over a slow line takes three round trips.
  handshakeMillis: 10_000,
  settingsAckMillis: 20_000,
  // The largest body over a line of a megabit.
  requestMillis: 30_000,
  // Clients come back by themselves; an hour keeps what watches a quiet cluster from being counted as idle.
  idleMillis: 3_600_000,
  // A client that thinks about one answer for two minutes has lost the rest. Until then it may pin `connectionUnsentBytes`.
  stallMillis: 120_000,
  goodbyeMillis: 5000,
  // 12 KB each when idle, and a descriptor.
  connections: 20_000,
};

// --- gRPC.

/**
 * Room that is made for a message whose length is known and whose bytes are still to come: a usual one fits at once, and
 * a prefix alone, which costs its sender nothing, does not pin much.
 */
export const MESSAGE_BYTES_FIRST = 65_536;

/** The largest message that is taken unless an option says otherwise: what gRPC takes everywhere. */
export const MESSAGE_BYTES_MAX = 4 * 2 ** 20;

/** Calls of one channel that wait for a connection, or for a stream on one. More fail at once: a queue is no cure. */
export const WAITING_CALLS_MAX = 100_000;

/** How often a call is sent again that no server has looked at; a server that goes on refusing is overloaded. */
export const RESENDS_MAX = 5;

/** Texts of clocks' timeouts and the like that a channel keeps encoded; a client has a handful of them. */
export const ENCODED_TIMEOUTS_MAX = 64;

/**
 * Of a request to the health or the reflection service, which names something: who watches a service's health pins its
 * name, known or not, and a question of reflection is part of its answer.
 */
export const QUESTION_BYTES_MAX = 1_024;

/** Of `grpc-message` as it is sent. Some clients take 8 KiB of headers in all, and details want their share. */
export const STATUS_MESSAGE_BYTES_MAX = 4_096;

/** Backoff between attempts to connect, as gRPC has it but for the start: a database's peer is back within a second. */
export const CONNECT_BACKOFF_FIRST_MS = 100;
export const CONNECT_BACKOFF_MAX_MS = 10_000;

/** An attempt to connect, TLS and SETTINGS included, ends after this. */
export const CONNECT_TIMEOUT_MS = 20_000;

/** A connection that ends sooner has not been of use; the second of its kind is made again only after a pause. */
export const CONNECTION_EARLY_MS = 1_000;

/** What a call that is not on its way yet may have been given to send. */
export const UNSENT_CALL_BYTES_MAX = 8 * 2 ** 20;
