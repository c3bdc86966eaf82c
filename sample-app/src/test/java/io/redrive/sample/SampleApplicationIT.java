package io.redrive.sample;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "sample.broker.port=0")
class SampleApplicationIT extends SettlementScenarios {}
