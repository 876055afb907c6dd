using Plum.Core.Audit;
using Plum.Core.Profiles;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Profiles;

/// <summary>Profiles in their account's partition.</summary>
public sealed class ProfileTable(AccountTable accounts)
    : NicknamedTable<Profile>(accounts, AccountRows.Profile, StoredJson.Default.Profile, AuditedFields.Of);
