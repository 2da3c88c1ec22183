@NullMarked
package dev.firstlight.standalone.replay;

import org.jspecify.annotations.NullMarked;
