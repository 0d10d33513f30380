/// Spans of time as Kubernetes' tables show them.
package enum ElapsedTime {
    /// A span in seconds, in its largest one or two units: `95s`, `3m20s`, `5h`, `12d` (apimachinery
    /// `duration.HumanDuration`).
    package static func text(_ seconds: Int) -> String {
        let minutes = seconds / 60
        let hours = seconds / 3600
        let days = hours / 24
        func pair(_ whole: Int, _ unit: String, _ rest: Int, _ restUnit: String) -> String {
            rest == 0 ? "\(whole)\(unit)" : "\(whole)\(unit)\(rest)\(restUnit)"
        }
        switch seconds {
        case ..<0: return seconds < -1 ? "<invalid>" : "0s"
        case ..<120: return "\(seconds)s"
        case ..<600: return pair(minutes, "m", seconds % 60, "s")
        case ..<10_800: return "\(minutes)m"
        case ..<28_800: return pair(hours, "h", minutes % 60, "m")
        case ..<172_800: return "\(hours)h"
        case ..<691_200: return pair(days, "d", hours % 24, "h")
        case ..<63_072_000: return "\(days)d"
        case ..<252_288_000: return pair(days / 365, "y", days % 365, "d")
        default: return "\(days / 365)y"
        }
    }
}
