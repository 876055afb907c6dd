using Plum.Core.Accounts;
using Plum.Core.Pacing;

namespace Plum.Core.Profiles;

/// <summary>A named pace that campaigns refer to (Scheduling and Pacing API, Profiles).</summary>
/// <param name="Id">Unique within the account, from 1 upwards.</param>
/// <param name="Nickname">At most 64 characters, unique among the account's profiles, or null.</param>
public sealed record Profile(int Id, string? Nickname, Pace Pace) : INicknamed;
