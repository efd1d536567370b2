"""The five fields in which good and bad faith is recorded, with their joint measures.

The measures only ever rest on the named documents (国办发〔2020〕49号: no penalty without a basis).
Document numbers are to be read against the original text before a release.
"""

from .declarations import CreditField, declare_field

_HONOURED = {"fast": "优先办理、容缺受理", "praised": "表彰推荐时优先考虑"}

declare_field(
    CreditField(
        "assistance",
        "社会救助",
        "社会救助法第七十三条、第七十四条；信用记录的范围和期限由地方规定",
        36,
        {
            "checked": "再次申请时增加一次核查（不得因此直接拒绝）",
            "sampled": "列为抽查重点对象",
            "shared": "按规定归集至公共信用信息平台",
        },
        {"trusted": "可适用告知承诺，免交可核验的证明"},
    )
)
declare_field(
    CreditField(
        "organisations",
        "社会组织",
        "社会组织信用信息管理办法（民政部令第60号）第十五条至第十七条",
        60,
        {
            "inspected": "列为重点监督管理对象",
            "no_support": "不给予资金资助、不向其购买服务",
            "no_honour": "不予评比表彰、降低评估等级",
        },
        {**_HONOURED, "services": "同等条件下优先承接政府购买服务"},
    )
)
declare_field(
    CreditField(
        "elderly",
        "养老服务",
        "养老服务市场失信联合惩戒对象名单管理办法（试行）（民发〔2019〕103号）",
        36,
        {
            "inspected": "列为重点监管对象，增加检查频次",
            "no_subsidy": "限制申请建设和运营补贴",
            "no_project": "限制承接公建民营和政府购买服务项目",
        },
        _HONOURED,
    )
)
declare_field(
    CreditField(
        "charity",
        "慈善捐赠",
        "慈善捐赠领域守信联合激励和失信联合惩戒合作备忘录（发改财金〔2018〕331号）；慈善法",
        36,
        {
            "no_raise": "限制取得公开募捐资格",
            "no_tax": "依法限制税前扣除资格的认定",
            "no_honour": "不予评比表彰",
        },
        _HONOURED,
    )
)
declare_field(
    CreditField(
        "marriage",
        "婚姻登记",
        "对婚姻登记严重失信当事人开展联合惩戒的合作备忘录（发改财金〔2018〕342号）",
        60,
        {
            "checked": "办理婚姻登记时重点核验身份和婚姻状况",
            "no_post": "限制招录为公务员和事业单位工作人员",
            "shared": "归集至全国信用信息共享平台",
        },
        {"fast": "预约登记优先"},
    )
)
