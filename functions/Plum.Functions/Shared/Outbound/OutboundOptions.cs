using System.ComponentModel.DataAnnotations;

namespace Plum.Functions.Shared.Outbound;

/// <summary>How customers' URLs are called. Configuration section <c>Plum:Outbound</c>.</summary>
public sealed class OutboundOptions
{
    public const string Section = "Plum:Outbound";

    /// <summary>
    /// Whether addresses inside private networks may be called: for development, or a server inside the customer's own
    /// network.
    /// </summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Time for one exchange, redirects and body included.</summary>
    /// <value>10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer read, in bytes after decompression.</summary>
    /// <value>1 MiB.</value>
    [Range(1, 64 << 20)]
    public int MaxResponseBytes { get; set; } = 1 << 20;

    /// <summary>Redirects followed.</summary>
    /// <value>5.</value>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>
    /// Whether queuecall and queuecalls ask start_url and result_url, before they queue anything, whether they are
    /// there.
    /// </summary>
    /// <value>True.</value>
    public bool CheckUrls { get; set; } = true;
}
