// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.Home;
import io.pipes.api.PipesException.Code;
import io.pipes.api.Progress;
import io.pipes.api.Task;
import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.StoredAt;
import io.pipes.base.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What an application may rely on where something takes long: it hears how far it is, and may break it off. */
abstract class TasksContract extends ApartContract {
    @Test
    void who_joins_hears_that_it_goes_on() throws Exception {
        Network garden = get(north.pipes().networks().create("tended", "nora"));
        Task<Network> join = south.pipes().networks().join(get(garden.invite()).ticket(), "sam");

        List<Progress> told = Collected.all(join.progress()).end();

        assertThat(get(join).name()).isEqualTo("tended");
        assertThat(told).extracting(Progress::stage).containsOnly("joining");
        dissolve(garden, get(join));
    }

    @Test
    void who_waits_until_others_have_stored_a_message_sees_how_many_and_may_wait_no_longer() throws Exception {
        Apart apart = apart("waiting");
        Pipeline safe = apart.pipeline();
        Task<Sent> sent = safe.publish(Content.text("here only"), new StoredAt(2, StoredAt.LONGEST));

        Collected<Progress> told = Collected.all(sent.progress());
        told.await(all ->
                all.stream().anyMatch(one -> one.done() == 1 && one.of().equals(Optional.of(2L))));
        sent.cancel();

        assertThat(failure(sent)).isEqualTo(Code.CANCELLED);
        told.end();
        assertThat(Collected.texts(Collected.all(safe.history(From.START)).end()))
                .as("what it had done stays done")
                .containsExactly("here only");
        apart.leave();
    }

    @Test
    void who_publishes_something_long_sees_how_much_has_gone() throws Exception {
        Pipeline films = shared("longer", PipelineKind.PERSISTENT);
        byte[] film = new byte[3 << 20];

        Task<Sent> sent =
                films.publish(new ContentSource("video/x", film.length, () -> new ByteArrayInputStream(film)));

        List<Progress> told = Collected.all(sent.progress()).end();
        get(sent);
        assertThat(told.get(told.size() - 1).done()).isEqualTo(film.length);
        assertThat(told.get(told.size() - 1).of()).contains((long) film.length);
    }

    /** Gives its first MiB at once, and the rest when it is let. */
    private static final class SlowSource extends InputStream {
        private final CountDownLatch rest = new CountDownLatch(1);
        private int given;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length > 0 && given >= 1 << 20) {
                try {
                    rest.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return -1;
                }
            }
            int count = Math.min(length, 1 << 20);
            given += count;
            return count;
        }
    }

    @Test
    void what_is_broken_off_before_its_last_byte_is_not_published() throws Exception {
        Pipeline films = shared("broken", PipelineKind.PERSISTENT);
        SlowSource slow = new SlowSource();
        Task<Sent> sent = films.publish(new ContentSource("video/x", 16 << 20, () -> slow));
        Collected<Progress> told = Collected.all(sent.progress());
        told.await(1);

        sent.cancel();
        slow.rest.countDown();

        assertThat(failure(sent)).isEqualTo(Code.CANCELLED);
        List<Message> kept = Collected.all(films.history(From.START)).end();
        assertThat(kept).isEmpty();
    }

    @Test
    void a_history_is_carried_to_another_member_as_a_file() throws Exception {
        Pipeline log = shared("carried", PipelineKind.PERSISTENT);
        for (String text : numbered("", 3)) {
            get(log.publish(text));
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();

        Task<Long> export = log.exportTo(file, true);

        assertThat(get(export)).isEqualTo(file.size());
        assertThat(Collected.all(export.progress()).end())
                .last()
                .extracting(Progress::done)
                .isEqualTo((long) file.size());
        ImportReport report = get(atSouth.pipelines().importFrom(new ByteArrayInputStream(file.toByteArray())));
        assertThat(report.complete()).isTrue();
        assertThat(report.pipeline()).contains("carried");
        assertThat(report.packets() + report.known()).isEqualTo(3);
        assertThat(failure(atSouth.pipelines().importFrom(new ByteArrayInputStream("no archive".getBytes()))))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void a_home_is_backed_up_while_everything_goes_on() throws Exception {
        Home home = north.pipes().home();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (Secret passphrase = Secret.wrap("correct horse".getBytes())) {
            Task<Long> backup = home.backUp(file, passphrase);
            assertThat(get(backup)).isEqualTo(file.size()).isPositive();
            assertThat(failure(home.restore(new ByteArrayInputStream(file.toByteArray()), passphrase)))
                    .as("this home holds something")
                    .isEqualTo(Code.ALREADY_EXISTS);
        }
        String kind = get(home.store()).kind();
        assertThat(get(home.store()).installed()).contains(kind);
        assertThat(failure(home.moveStore(kind))).isEqualTo(Code.INVALID_ARGUMENT);
    }
}
