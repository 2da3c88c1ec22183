package dev.firstlight.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.foreach;
import static io.gatling.javaapi.core.CoreDsl.onCase;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Choice;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;

/** What both simulations do: a virtual user is one visit. The status of every hit is checked, nothing else. */
final class Visits {

    /** Between two hits; a visitor is slower, but the day is as well. */
    private static final Duration PAUSE_MIN = Duration.ofMillis(20);

    private static final Duration PAUSE_MAX = Duration.ofMillis(300);
    private static final String HIT = "hit";

    private Visits() {}

    static ScenarioBuilder scenarioOf(Load load) {
        Traffic traffic = new Traffic(load.seed(), InstantSource.system());
        Choice.WithKey[] browsers = Arrays.stream(Browser.values())
                .map(browser -> onCase(browser.name()).then(hits(browser)))
                .toArray(Choice.WithKey[]::new);
        return scenario("visits of seed " + load.seed())
                .feed(Feeders.visits(traffic))
                .doSwitch("#{" + Feeders.BROWSER + "}")
                .on(browsers);
    }

    /** Bytes go out as they are written, and nothing goes out that no hit asked for. */
    static HttpProtocolBuilder protocol(Load load) {
        return http.baseUrl(load.host().toString())
                .disableWarmUp() // it would ask a public site
                .disableUrlEncoding()
                .disableCaching()
                .disableFollowRedirect()
                .disableAutoReferer()
                .disableAutoOrigin();
    }

    private static ChainBuilder hits(Browser browser) {
        ChainBuilder get = exec(http(session -> hit(session).kind().label())
                .get(session -> hit(session).target())
                .headers(browser.imageHeaders())
                .check(status().is(session -> hit(session).kind().status())));
        ChainBuilder post = exec(http(session -> hit(session).kind().label())
                .post(session -> hit(session).target())
                .headers(browser.postHeaders())
                .body(StringBody(session -> hit(session).bodyText()))
                .check(status().is(session -> hit(session).kind().status())));
        return foreach("#{" + Feeders.HITS + "}", HIT)
                .on(doIfOrElse(session -> hit(session).isPost()).then(post).orElse(get), pause(PAUSE_MIN, PAUSE_MAX));
    }

    private static Hit hit(Session session) {
        return Objects.requireNonNull(session.get(HIT));
    }
}
