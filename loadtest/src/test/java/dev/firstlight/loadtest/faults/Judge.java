package dev.firstlight.loadtest.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds each answer against its request: notes what is promised, counts as the collector's ledger must, complains of what must not be. An
 * answer that has taken the place of another is one that its request cannot have. Threads: any.
 */
final class Judge {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_DURABLE = "log_unavailable";

    private final Journal journal;

    Judge(Journal journal) {
        this.journal = journal;
    }

    /** Answers the events that were told to come again. */
    List<Sent> judge(Generation life, Request request, Answer answer) throws IOException {
        journal.answered();
        if (request.kind() == Request.Kind.ROBOTS) {
            demand(answer.is(200, "text/plain"), request, answer);
            return List.of();
        }
        if (answer.status() == 503) {
            return comeAgain(life, request, answer);
        }
        switch (request.kind()) {
            case PNG -> one(life, request, answer, answer.is(200, "image/png"));
            case GIF -> one(life, request, answer, answer.is(200, "image/gif"));
            case ONE, BATCH, ROBOTS -> {
                if (answer.is(200, "application/json")) {
                    return each(life, request, answer);
                }
                one(life, request, answer, answer.status() == 204);
            }
        }
        return List.of();
    }

    /** All of the request has one outcome. */
    private void one(Generation life, Request request, Answer answer, boolean isGood) throws IOException {
        Sent first = request.only();
        boolean isRefusal = answer.status() == 400 && request.events().size() == 1;
        if (isGood) {
            request.events().forEach(event -> good(life, event, request, answer));
        } else if (isRefusal && first.fate() == Sent.Fate.REFUSED) {
            first.settled();
            life.count(first.pixel(), "refused." + reason(answer), 1);
        } else {
            demand(false, request, answer);
        }
    }

    private void good(Generation life, Sent event, Request request, Answer answer) {
        switch (event.fate()) {
            case STORED -> {
                event.promised();
                life.count(event.pixel(), "accepted", 1);
            }
            case DECLINED -> {
                event.settled();
                life.count(event.pixel(), "declined", 1);
            }
            case REFUSED -> demand(false, request, answer);
        }
    }

    private List<Sent> each(Generation life, Request request, Answer answer) throws IOException {
        JsonNode said = JSON.readTree(answer.body());
        Set<Integer> refused = new HashSet<>();
        said.path("refused").forEach(one -> refused.add(one.path("index").asInt(-1)));
        Set<Integer> retry = new HashSet<>();
        said.path("retry").forEach(one -> retry.add(one.asInt(-1)));
        List<Sent> again = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < request.events().size(); i++) {
            Sent event = request.events().get(i);
            demand(refused.contains(i) == (event.fate() == Sent.Fate.REFUSED), request, answer);
            if (retry.contains(i)) {
                again.add(event);
            } else if (!refused.contains(i)) {
                good(life, event, request, answer);
                accepted += event.fate() == Sent.Fate.STORED ? 1 : 0;
            }
        }
        demand(said.path("accepted").asInt(-1) == accepted, request, answer);
        said.path("refused").forEach(one -> {
            Sent event = request.events().get(one.path("index").asInt());
            event.settled();
            life.count(event.pixel(), "refused." + one.path("reason").asText(), 1);
        });
        notDurable(life, again);
        return again;
    }

    private List<Sent> comeAgain(Generation life, Request request, Answer answer) throws IOException {
        boolean isHonest = !answer.header("retry-after").isEmpty()
                && !answer.header("content-type").startsWith("image");
        demand(isHonest, request, answer);
        String reason = reason(answer);
        List<Sent> tried = request.events().stream()
                .filter(event -> event.fate() == Sent.Fate.STORED)
                .toList();
        if (reason.equals(NOT_DURABLE)) {
            demand(tried.size() == request.events().size(), request, answer);
            notDurable(life, tried);
        } else {
            life.count(request.only().pixel(), "refused." + reason, 1); // the whole request was turned away
        }
        return request.events();
    }

    private void notDurable(Generation life, List<Sent> again) {
        again.forEach(event -> life.count(event.pixel(), "refused." + NOT_DURABLE, 1));
        journal.sendAgain(again.size());
    }

    private static String reason(Answer answer) throws IOException {
        return JSON.readTree(answer.body()).path("refused").asText("");
    }

    private void demand(boolean isRight, Request request, Answer answer) {
        if (!isRight) {
            journal.complain("answered " + answer + " to " + request.kind() + " of "
                    + request.events().stream().map(Sent::fate).toList());
        }
    }
}
