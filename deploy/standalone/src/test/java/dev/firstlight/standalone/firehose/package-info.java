@NullMarked
package dev.firstlight.standalone.firehose;

import org.jspecify.annotations.NullMarked;
