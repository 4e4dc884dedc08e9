/**
 * Messages that hold their own kind (a transaction within a transaction) may do so as deep as this. Half of it are levels of
 * transactions, more than the operations that one may have by default; reading them stays far from the end of the stack.
 */
export const MESSAGE_DEPTH_MAX = 1000;
