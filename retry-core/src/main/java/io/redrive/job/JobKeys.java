package io.redrive.job;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The keys of the log: {@code request/<id>} and {@code change/<id>}, written by whoever asks for something, {@code job/<id>} and
 * {@code done/<partition>/<block>}, written by who runs the jobs, {@code topic}, with the id of the dead-letter topic, {@code
 * left}, with the number of the claim of who has run them and ended in good order, and {@code
 * archived/<partition>/<block>/<decision>} and {@code decision/<id>}, written by whoever archives dead letters.
 */
public final class JobKeys {

    static final String TOPIC = "topic";
    private static final String LEFT = "left";

    private static final String REQUEST = "request/";
    private static final String CHANGE = "change/";
    private static final String JOB = "job/";
    private static final String DONE = "done/";
    private static final String ARCHIVED = "archived/";
    private static final String DECISION = "decision/";

    private JobKeys() {}

    /** What keys stand for. */
    interface Reader {
        void request(String id);

        void change(String id);

        void job(String id);

        void done(DoneLetters.Place place);

        void topic();

        void left();

        void archived(DoneLetters.Place place, String decision);

        void decision(String id);
    }

    static void read(String key, Reader reader) {
        if (key.startsWith(REQUEST)) {
            reader.request(key.substring(REQUEST.length()));
        } else if (key.startsWith(CHANGE)) {
            reader.change(key.substring(CHANGE.length()));
        } else if (key.startsWith(JOB)) {
            reader.job(key.substring(JOB.length()));
        } else if (key.startsWith(DONE)) {
            String[] place = key.substring(DONE.length()).split("/", 2);
            reader.done(place(place[0], place[1]));
        } else if (key.startsWith(ARCHIVED)) {
            String[] parts = key.substring(ARCHIVED.length()).split("/", 3);
            reader.archived(place(parts[0], parts[1]), parts[2]);
        } else if (key.startsWith(DECISION)) {
            reader.decision(key.substring(DECISION.length()));
        } else if (key.equals(TOPIC)) {
            reader.topic();
        } else if (key.equals(LEFT)) {
            reader.left();
        }
    }

    /** Returns the key of what was asked for. */
    public static String request(String id) {
        return REQUEST + id;
    }

    /** Returns the key of what is wanted by now. */
    public static String change(String id) {
        return CHANGE + id;
    }

    /** Returns the key of how far a job has come. */
    public static String job(String id) {
        return JOB + id;
    }

    /** Returns the key of who has left. */
    public static String left() {
        return LEFT;
    }

    private static DoneLetters.Place place(String partition, String block) {
        return new DoneLetters.Place(Integer.parseInt(partition), Long.parseLong(block));
    }

    static String archived(DoneLetters.Place place, String decision) {
        return ARCHIVED + place.partition() + '/' + place.block() + '/' + decision;
    }

    static String decision(String id) {
        return DECISION + id;
    }

    static String done(DoneLetters.Place place) {
        return DONE + place.partition() + '/' + place.block();
    }

    static List<String> all(String id) {
        return List.of(request(id), change(id), job(id));
    }

    /** Returns a request as it is written. */
    public static byte[] written(JobRequest request) {
        return request.written();
    }

    /** Returns a change as it is written. */
    public static byte[] written(JobChange change) {
        return change.written();
    }

    /** Returns a snapshot as it is written. */
    public static byte[] written(JobSnapshot snapshot) {
        return snapshot.written();
    }

    /** Returns a key as it is written. */
    public static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a key as it was written. */
    public static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
