using System.Text.Json.Serialization;
using Plum.Core.Accounts;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Core.Profiles;
using Plum.Core.Schedules;

namespace Plum.Functions.Shared;

/// <summary>The stored form of the domain records: dates, times and instants as ISO text.</summary>
[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LocalDateConverter), typeof(LocalTimeConverter), typeof(InstantConverter)])]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(ServiceSwitch))]
[JsonSerializable(typeof(Token))]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(LineBook))]
[JsonSerializable(typeof(PendingList))]
[JsonSerializable(typeof(CallSettings))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StoredJson : JsonSerializerContext;
