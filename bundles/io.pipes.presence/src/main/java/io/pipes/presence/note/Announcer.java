// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.note;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Router;
import io.pipes.spi.storage.Change;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What this node says about itself: keeps it, and tells it when it has changed, or when there is another router to tell it. Each change
 * costs every member a record, so they are not told faster than {@link #PAUSE}. Lives on the loop.
 */
public final class Announcer {
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String AREA = "presence/own";
    private static final Bytes STATUS = Bytes.utf8("status");

    private final NodeContext node;
    private final Runnable changed;
    private String status = "";
    private Note note = Note.EMPTY;
    private @Nullable Router told;
    private Note toldNote = Note.EMPTY;
    private Cancellable timer = () -> {};
    private boolean pausing;

    /** @param changed hears when this node says something else */
    public Announcer(NodeContext node, Runnable changed) {
        this.node = node;
        this.changed = changed;
    }

    /** Takes up what was said before the last restart. */
    public CompletionStage<Void> load() {
        return node.store()
                .read(AREA, STATUS)
                .thenAccept(stored -> status =
                        stored.map(Announcer::text).filter(Note::isStatus).orElse(""));
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    /** Begins to tell, not at once: the other features of the node are about to begin as well. */
    public void begin() {
        pausing = true;
        timer = node.loop().schedule(PAUSE, this::pauseOver);
        update();
    }

    /** What is said now. */
    public Note note() {
        return note;
    }

    /** Says something else, once it is kept. */
    public CompletionStage<Void> say(String text) {
        Change change = text.isEmpty() ? Change.remove(AREA, STATUS) : Change.put(AREA, STATUS, Bytes.utf8(text));
        return node.store().commit(List.of(change)).thenAccept(kept -> {
            status = text;
            update();
        });
    }

    /** Looks whether there is something to tell: other features, another router. */
    public void update() {
        Note now = Note.of(status, node.features());
        if (!now.equals(note)) {
            note = now;
            changed.run();
        }
        Optional<Router> router = node.routing().router();
        boolean news = router.isPresent() && (router.get() != told || !note.equals(toldNote));
        if (news && !pausing) {
            told = router.get();
            toldNote = note;
            pausing = true;
            timer = node.loop().schedule(PAUSE, this::pauseOver);
            told.announce(note.encode());
        }
    }

    private void pauseOver() {
        pausing = false;
        update();
    }

    /** Tells nothing any more. */
    public void stop() {
        timer.cancel();
        pausing = true;
    }
}
