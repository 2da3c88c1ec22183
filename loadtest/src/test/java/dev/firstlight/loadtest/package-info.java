/**
 * How fast, and does it hold: what is measured, broken and asked as a whole. Here stands only what the packages below share.
 */
@NullMarked
package dev.firstlight.loadtest;

import org.jspecify.annotations.NullMarked;
