/**
 * Decides what a hit is: an event, declined, or refused and why. In: the bytes of one event and what the request said about itself. Out:
 * the raw event and its identity. Threads: the caller's; pure but for made ids. It knows no Netty and no Kafka.
 *
 * <p>Who decides about consent. Here, before a byte touches pack, spool or log: what says no is declined, and where a pixel requires consent,
 * what does not say yes; {@code Sec-GPC: 1} and the field {@code gpc} decline where the pixel honours them, and are recorded where it does not.
 * Yes and no are read by {@link dev.firstlight.schema.ConsentState}: our words, Google's consent mode, and the purposes of the Transparency
 * and Consent Framework, any of which is a yes. Not read, and so neither yes nor no: the vendors, restrictions and legitimate interests of that
 * framework, GPP and US Privacy strings; a site that goes by those says granted or denied itself. The processor decides nothing: it writes what
 * the same reading says into {@code consent_state} and names the purposes, so that no stored event says denied.
 */
@NullMarked
package dev.firstlight.collector.event;

import org.jspecify.annotations.NullMarked;
