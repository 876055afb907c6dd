using System.ComponentModel.DataAnnotations;

namespace Plum.Functions.Gateways;

/// <summary>A gateway that the operator has named: settings <c>Plum:Gateways:NAME</c>.</summary>
public sealed class GatewaySettings
{
    public const string Section = "Plum:Gateways";

    /// <summary>Whose interface it speaks.</summary>
    public GatewayKind Kind { get; set; }

    /// <summary>
    /// Where it is asked: twilio's base address, https://api.twilio.com by default; of queuecall the whole address.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>Whom it knows us as: twilio's account SID; queuecall's login.</summary>
    public string? Account { get; set; }

    /// <summary>What it knows us by: twilio's auth token; queuecall's PIN.</summary>
    public string? Secret { get; set; }

    /// <summary>
    /// The number to show where neither call nor account has one. None by default, which some carriers refuse.
    /// </summary>
    public string? CallerId { get; set; }

    /// <summary>Seconds a call rings at the most. Default 60.</summary>
    [Range(5, 600)]
    public int RingSeconds { get; set; } = 60;

    /// <summary>Minutes after which a call without an outcome ends as unknown. Default 240.</summary>
    [Range(1, 1_440)]
    public int LongestCallMinutes { get; set; } = 240;

    /// <summary>Whether it is to tell people from machines, which carriers charge for. Default false.</summary>
    public bool DetectMachines { get; set; }

    /// <summary>Calls that may go on at once. Default 0, which is no limit.</summary>
    [Range(0, 1_000_000)]
    public int CallsAtOnce { get; set; }

    /// <summary>Calls that may start in a second. Default 0, which is no limit.</summary>
    [Range(0.0, 100_000.0)]
    public double CallsPerSecond { get; set; }
}

/// <summary>The interfaces of gateways.</summary>
public enum GatewayKind
{
    /// <summary>No call is placed anywhere; what <c>Plum:Gateway</c> sets.</summary>
    Simulated,

    /// <summary>Twilio's calls, and those who speak its interface.</summary>
    Twilio,

    /// <summary>An outbound server that speaks queuecall.</summary>
    QueueCall,
}
