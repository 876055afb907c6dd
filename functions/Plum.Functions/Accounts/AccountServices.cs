using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Accounts.SigningKeys;
using Plum.Functions.Accounts.Tokens;
using Plum.Functions.Administration;
using Plum.Functions.Campaigns;
using Plum.Functions.Profiles;
using Plum.Functions.Schedules;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Settings;
using Plum.Functions.WebServices;

namespace Plum.Functions.Accounts;

/// <summary>Registers accounts and what they own.</summary>
public static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        // The tables first: what starts after them finds them there.
        services.AddHostedService<StorageSetup>();
        services.AddHostedService<SealSigningKeys>();
        services.AddHostedService<ProductionCheck>();
        services.AddHostedService<DevelopmentAccount>();
        services.AddHostedService<FirstAdmin>();

        services.AddSettings<DevelopmentOptions>();
        services.AddSingleton<IValidateOptions<DevelopmentOptions>, DevelopmentOptionsCheck>();
        services.AddSettings<FirstAdminOptions>();
        services.AddSingleton<IValidateOptions<FirstAdminOptions>, FirstAdminOptionsCheck>();

        services.AddSettings<SigningKeyOptions>();
        services.AddSingleton<IValidateOptions<SigningKeyOptions>, SigningKeyOptionsCheck>();
        services.AddSingleton<KeySeal>();
        services.AddSingleton<IPasswordHasher<string>, PasswordHasher<string>>();
        services.AddSingleton<AccountTable>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<Admins>();
        services.AddSingleton<DialPermits>();
        services.AddSingleton<KnownAccounts>();
        services.AddSingleton<LoginCheck>();
        services.AddSingleton<LoginFailures>();
        services.AddSingleton<TokenTable>();
        services.AddSingleton<TokenUses>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenUses>());
        services.AddSingleton<BearerAuthentication>();
        services.AddSingleton<BasicAuthentication>();
        services.AddSingleton<SessionCookies>();
        services.AddSingleton<ScheduleTable>();
        services.AddSingleton<ProfileTable>();
        services.AddSingleton<CampaignTable>();
        services.AddSingleton<StartedIndex>();
        services.AddSingleton<CampaignEpochs>();
        services.AddSingleton<NicknamedRequests>();
        services.AddSingleton<CampaignCommands>();
        services.AddSingleton<CallCommands>();
        services.AddSingleton<CampaignReferences>();
        services.AddSingleton<FirstLists>();
        services.AddSingleton<AddedLists>();
        services.AddSingleton<DefaultCampaign>();
        services.AddSingleton<NamedCampaigns>();
        services.AddSingleton<CampaignStatus>();
        services.AddSingleton<CampaignForesight>();
        services.AddSingleton<UnfinishedWork>();
        services.AddSingleton<ApiRequests>();
        services.AddSingleton<AdminRequests>();
        services.AddSingleton<CampaignRequests>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<WebService>();
        services.AddSingleton<UrlChecks>();
        return services;
    }
}
