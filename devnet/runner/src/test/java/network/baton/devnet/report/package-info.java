@NullMarked
package network.baton.devnet.report;

import org.jspecify.annotations.NullMarked;
