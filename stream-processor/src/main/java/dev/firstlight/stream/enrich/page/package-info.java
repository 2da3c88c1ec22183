/**
 * Enrichments that read what the page said: its address, the referrer, campaign parameters, language, time zone, screen.
 *
 * <p>In: an event's own fields. Out: its columns, and addresses without secrets. Threads: any; nothing here keeps state or waits. Knows
 * nothing of who sent the event: no network address, no headers.
 *
 * <p>What is scrubbed of e-mail addresses and secrets, before it is cut to its column and before another column is made of it:
 *
 * <ul>
 *   <li>as a URL or a text: {@code page_url}, {@code referrer}, {@code coupon}, {@code product_id}, {@code content_id}, {@code variant}, {@code
 *       partner_id}, {@code campaign_id}, {@code placement_id}, {@code consent}, {@code screen}, {@code viewport}, {@code language}, {@code
 *       time_zone}, and whatever text the wire table gets next; so also the columns made of them ({@code page_*}, {@code referrer_*}, {@code
 *       campaign_*}, {@code click_id}, {@code experiment*}, {@code consent_*})
 *   <li>as a text: {@code page_title}
 *   <li>as JSON, name by name and text by text: {@code items}, and so {@code product_ids}
 *   <li>names and values of {@code properties}; a value that is JSON as JSON
 * </ul>
 *
 * <p>What is not touched: {@code event_id}, {@code goal} and {@code order_id}, of which identity is made; {@code visitor_id}, {@code
 * session_id} and {@code user_id}, the site's own names for people, sent on purpose: a site that does not want e-mail addresses there sends
 * none; {@code type}, {@code pixel_id} and {@code site}, which can hold no at sign; numbers, times and flags; and what is made of headers
 * and addresses, which other packages read.
 */
@NullMarked
package dev.firstlight.stream.enrich.page;

import org.jspecify.annotations.NullMarked;
