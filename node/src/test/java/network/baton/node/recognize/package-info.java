@NullMarked
package network.baton.node.recognize;

import org.jspecify.annotations.NullMarked;
