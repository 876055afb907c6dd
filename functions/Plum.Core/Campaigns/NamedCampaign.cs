using NodaTime;
using Plum.Core.Calls;

namespace Plum.Core.Campaigns;

/// <summary>A list of calls to be queued as a campaign of its own (queuecalls).</summary>
/// <param name="Name">campaign_name, at most 64 characters, unique within the account.</param>
/// <param name="Settings">What holds for all of its calls.</param>
/// <param name="Scheduled">No attempt starts before this instant; one that is over means at once.</param>
/// <param name="MessageReference">
/// The message_reference of calls that are listed without; likewise <paramref name="CallParameters"/>.
/// </param>
public sealed record NamedCampaign(
    string Name, CallSettings Settings, Instant Scheduled, string MessageReference = "", string CallParameters = "");
