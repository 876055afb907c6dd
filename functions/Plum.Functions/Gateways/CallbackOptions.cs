
namespace Plum.Functions.Gateways;

/// <summary>How gateways reach us. Settings <c>Plum:Callbacks</c>.</summary>
public sealed class CallbackOptions
{
    public const string Section = "Plum:Callbacks";

    /// <summary>
    /// The address under which the internet finds this service, such as https://calls.example.com. Without one,
    /// gateways are asked.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>
    /// 32 random bytes in Base64, with which callback addresses are made. Default: <c>Plum:SigningKeys:Key</c>.
    /// </summary>
    public string? Key { get; set; }
}
