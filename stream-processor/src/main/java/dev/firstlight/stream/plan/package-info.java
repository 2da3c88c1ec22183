/**
 * The tracking plan: which types of events a company means to send, and what each of them has to say.
 *
 * <p>In: a YAML file, read again when it changes; decoded events of any thread. Out: findings, an event's one name where it came under an
 * alias, a refusal where the plan asks for it. Asked by {@code decode}, before anything is claimed. It knows no stage and no Kafka.
 */
@NullMarked
package dev.firstlight.stream.plan;

import org.jspecify.annotations.NullMarked;
