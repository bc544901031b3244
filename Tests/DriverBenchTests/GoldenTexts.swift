// SPDX-License-Identifier: Apache-2.0

/// What the reports of the fixture look like, character by character.
enum GoldenTexts {
    /// The report for a terminal.
    static let table = #"""
        driverbench 1.0.0
          Started 2026-01-02T03:04:05Z, rounds: 6, seed: 7
          driverbench run --rounds 6 --note 'two words'

        Environment
          - kernel: 6.18.0
          - cores: 2

        copyup-append (time)
          Append one byte to a file of the lower layer.

          size  mode        plain@ext4    overlay2@ext4           vfs@ext4      plain@xfs     overlay2@xfs
          4KiB  async    10.1 µs ±1.5%   184 µs ×18.2 ▲  10.2 µs ×1.00 ≈**  12.1 µs ±1.5%  90.9 µs ×7.50 ▲
          1MiB  durable  1.52 ms ±1.5%  1.24 ms ×0.82 ≈   failed            1.52 ms ±1.5%        –

        space (bytes)
          Bytes on the device after a thousand containers.

          files      plain@ext4      overlay2@ext4          vfs@ext4       plain@xfs      overlay2@xfs
          1000   3.91 MiB ±0.0%  3.91 MiB ×1.00 ≈*  39.1 MiB ×10.0 ▲  3.91 MiB ±0.0%  3.91 MiB ×1.00 ≈

        Noise floor (A/A)
          - plain@ext4: ±0.0% to ±1.5%, cases: 3
          - plain@xfs: ±0.0% to ±1.5%, cases: 3

        Warnings
          - The processor's frequency is not fixed.
          - Outliers, more than 10 scaled MADs from the median of their cell: 1 of 114 samples. They are kept in every
            number, and the CSV marks them.

        Failures
          - copyup-append size=1MiB mode=durable on vfs@ext4: No space left on the device.

        Skipped columns
          - btrfs@btrfs: The kernel has no btrfs.

        Legend
          - 182 µs ×53.4: the median of the samples, and its ratio to the plain directory on the same file system,
            paired by round
          - ±3.1%: the noise floor, from measuring the plain directory twice (A/A); smaller differences are noise
          - ▲ ▼: significantly higher, lower than plain: the 95% interval of the ratio lies outside the noise
          - ≈: no significant difference from plain
          - ?: no verdict, for want of rounds or of an A/A measurement
          - * **: the winner, significantly lower than each other driver of its file system, of all file systems
          - –: not run

        """#

    /// The report in Markdown.
    static let markdown = #"""
        # driverbench 1.0.0

        Started 2026-01-02T03:04:05Z, rounds: 6, seed: 7

        ```sh
        driverbench run --rounds 6 --note 'two words'
        ```

        ## Environment

        - kernel: 6.18.0
        - cores: 2

        ## copyup-append (time)

        Append one byte to a file of the lower layer.

        | size | mode | plain@ext4 | overlay2@ext4 | vfs@ext4 | plain@xfs | overlay2@xfs |
        | :--- | :--- | ---: | ---: | ---: | ---: | ---: |
        | 4KiB | async | 10.1 µs ±1.5% | 184 µs ×18.2 ▲ | 10.2 µs ×1.00 ≈\*\* | 12.1 µs ±1.5% | 90.9 µs ×7.50 ▲ |
        | 1MiB | durable | 1.52 ms ±1.5% | 1.24 ms ×0.82 ≈ | failed | 1.52 ms ±1.5% | – |

        ## space (bytes)

        Bytes on the device after a thousand containers.

        | files | plain@ext4 | overlay2@ext4 | vfs@ext4 | plain@xfs | overlay2@xfs |
        | :--- | ---: | ---: | ---: | ---: | ---: |
        | 1000 | 3.91 MiB ±0.0% | 3.91 MiB ×1.00 ≈\* | 39.1 MiB ×10.0 ▲ | 3.91 MiB ±0.0% | 3.91 MiB ×1.00 ≈ |

        ## Noise floor (A/A)

        - plain@ext4: ±0.0% to ±1.5%, cases: 3
        - plain@xfs: ±0.0% to ±1.5%, cases: 3

        ## Warnings

        - The processor's frequency is not fixed.
        - Outliers, more than 10 scaled MADs from the median of their cell: 1 of 114 samples. They are kept in every number, and the CSV marks them.

        ## Failures

        - copyup-append size=1MiB mode=durable on vfs@ext4: No space left on the device.

        ## Skipped columns

        - btrfs@btrfs: The kernel has no btrfs.

        ## Legend

        - 182 µs ×53.4: the median of the samples, and its ratio to the plain directory on the same file system, paired by round
        - ±3.1%: the noise floor, from measuring the plain directory twice (A/A); smaller differences are noise
        - ▲ ▼: significantly higher, lower than plain: the 95% interval of the ratio lies outside the noise
        - ≈: no significant difference from plain
        - ?: no verdict, for want of rounds or of an A/A measurement
        - \* \*\*: the winner, significantly lower than each other driver of its file system, of all file systems
        - –: not run

        """#

    /// The statistics of the first workload.
    static let details = #"""
          size  mode     column            n   median           95% CI      MAD      p95  ratio       95% CI  outliers          verdict
          4KiB  async    plain@ext4        6  10.1 µs  9.70 µs–10.5 µs   300 ns  10.6 µs                             0             base
          4KiB  async    plain-again@ext4  6  10.2 µs  9.65 µs–10.5 µs   343 ns  10.6 µs  ×1.01  ×0.99–×1.02         0              A/A
          4KiB  async    overlay2@ext4     6   184 µs    177 µs–191 µs  5.46 µs   192 µs  ×18.2  ×18.2–×18.2         0           slower
          4KiB  async    vfs@ext4          6  10.2 µs  9.75 µs–10.6 µs   302 ns  10.6 µs  ×1.00  ×1.00–×1.01         0  not significant
          4KiB  async    plain@xfs         6  12.1 µs  11.6 µs–12.6 µs   360 ns  12.7 µs                             0             base
          4KiB  async    plain-again@xfs   6  12.2 µs  11.6 µs–12.6 µs   412 ns  12.7 µs  ×1.01  ×0.99–×1.02         0              A/A
          4KiB  async    overlay2@xfs      6  90.9 µs  87.3 µs–94.5 µs  2.70 µs  95.0 µs  ×7.50  ×7.50–×7.50         0           slower
          1MiB  durable  plain@ext4        6  1.52 ms  1.45 ms–1.58 ms  45.0 µs  1.58 ms                             0             base
          1MiB  durable  plain-again@ext4  6  1.52 ms  1.45 ms–1.57 ms  51.5 µs  1.58 ms  ×1.01  ×0.99–×1.02         0              A/A
          1MiB  durable  overlay2@ext4     6  1.24 ms   1.19 ms–173 ms  36.0 µs   260 ms  ×0.82   ×0.80–×119         1  not significant
          1MiB  durable  vfs@ext4          0                                                                         0           failed
          1MiB  durable  plain@xfs         6  1.52 ms  1.45 ms–1.58 ms  45.0 µs  1.58 ms                             0             base
          1MiB  durable  plain-again@xfs   6  1.52 ms  1.45 ms–1.57 ms  51.5 µs  1.58 ms  ×1.01  ×0.99–×1.02         0              A/A

        """#

    /// The comparison of the drivers of the first workload.
    static let contests = #"""
          size  mode   drivers on        lowest
          4KiB  async  ext4              vfs@ext4
          4KiB  async  all file systems  vfs@ext4

        """#
}
