/**
 * Baton's messages as bytes: protobuf encoding, EIP-712 digests, signatures, block headers and the
 * ids that follow from them. The only maker of verified messages. Specification: {@code
 * specs/wire.md}, whose rule ids (W-01 and so on) stand beside the checks.
 */
@NullMarked
package network.baton.wire;

import org.jspecify.annotations.NullMarked;
