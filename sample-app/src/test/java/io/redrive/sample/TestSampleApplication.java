package io.redrive.sample;

import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;

/** Runs the application on a broker in a container. */
public class TestSampleApplication {

    public static void main(String[] args) {
        SpringApplication.from(SampleApplication::main)
                .with(KafkaContainerConfiguration.class)
                .run(Stream.concat(Stream.of("--sample.broker=external"), Arrays.stream(args))
                        .toArray(String[]::new));
    }
}
