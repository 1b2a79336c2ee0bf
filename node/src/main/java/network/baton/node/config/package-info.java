/** What the operator writes: node.yaml, and network.yaml that all nodes of a network share. */
@NullMarked
package network.baton.node.config;

import org.jspecify.annotations.NullMarked;
