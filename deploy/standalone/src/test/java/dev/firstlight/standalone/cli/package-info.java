@NullMarked
package dev.firstlight.standalone.cli;

import org.jspecify.annotations.NullMarked;
