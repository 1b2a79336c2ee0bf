@NullMarked
package network.baton.node.config;

import org.jspecify.annotations.NullMarked;
