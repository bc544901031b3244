// SPDX-License-Identifier: Apache-2.0

/// One workload with one choice of its parameters: what a row of a report is about.
public struct BenchmarkCase: Hashable, Codable, Sendable {
    /// The name by which samples refer to the case: the workload and its parameters, apart by spaces.
    public let id: String
    /// What is done, such as `copyup-append`.
    public let workload: String
    /// How it is done, in the order to be shown.
    public let parameters: [NamedValue]
    /// What its samples count.
    public let unit: SampleUnit
    /// What one sample is, in a phrase.
    public let description: String

    /// Makes a case; its identifier follows from the workload and the parameters.
    public init(
        workload: String, parameters: [NamedValue] = [], unit: SampleUnit = .seconds, description: String = ""
    ) {
        self.id = ([workload] + parameters.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
        self.workload = workload
        self.parameters = parameters
        self.unit = unit
        self.description = description
    }

    /// The value of a parameter, nil where the case has none of that name.
    public func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }
}
