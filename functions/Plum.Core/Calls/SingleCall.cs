using NodaTime;
using Plum.Core.PhoneLists;

namespace Plum.Core.Calls;

/// <summary>A call to be queued by itself (queuecall).</summary>
/// <param name="Scheduled">No attempt starts before this instant; one that is over means at once.</param>
public sealed record SingleCall(CallEntry Entry, CallSettings Settings, Instant Scheduled);
