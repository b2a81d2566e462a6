"""Every act that leaves an entry, and the sentence a person reads (存证标签).

Grammar: `package:subject:past-act`, lower case, words joined by hyphens. A tag never changes its
meaning; a retired one stays in the list because old entries carry it. A package that appends a new
kind of entry adds one line here, under its own heading.
"""

from __future__ import annotations

import re

# evidence and keys
KEK_ROTATED = "keys:kek:rotated"
SIGNING_KEY_ROTATED = "keys:signing-key:rotated"
SUBJECT_KEY_DESTROYED = "keys:subject-key:destroyed"

# parties
PARTY_REGISTERED = "parties:party:registered"
PARTY_SUSPENDED = "parties:party:suspended"
PERSON_REGISTERED = "parties:person:registered"
CLIENT_REGISTERED = "parties:client:registered"
PERSON_SIGNED_IN = "parties:person:signed-in"
SIGN_IN_FAILED = "parties:person:sign-in-failed"
SECOND_FACTOR_SET = "parties:person:second-factor-set"

# catalogue and subjects
CATALOGUE_LOADED = "catalogue:edition:loaded"
SUBJECT_REGISTERED = "subjects:subject:registered"

# consent
CONSENT_REQUESTED = "consent:request:sent"
CONSENT_DECLINED = "consent:request:declined"
CONSENT_GRANTED = "consent:consent:granted"
CONSENT_REVOKED = "consent:consent:revoked"
DISCLOSURE_MADE = "consent:disclosure:made"
DISCLOSURE_REFUSED = "consent:disclosure:refused"

# ingest and records
BATCH_ACCEPTED = "ingest:batch:accepted"
BATCH_REFUSED = "ingest:batch:refused"
ANSWER_FETCHED = "ingest:interface-answer:fetched"
SOURCE_SILENT = "ingest:interface-answer:missing"
SNAPSHOT_TAKEN = "records:snapshot:taken"
ANSWER_DOUBTED = "ingest:interface-answer:doubted"
RECORDS_ACCEPTED = "records:batch:accepted"
ANSWER_STORED = "records:answer:stored"

# evaluation and reports
EVALUATION_RUN = "evaluation:run:finished"
REPORT_ISSUED = "reports:report:issued"

# matching
PRODUCTS_LOADED = "matching:products:loaded"

# applications
APPLICATION_SUBMITTED = "applications:application:submitted"
APPLICATION_ACCEPTED = "applications:application:accepted"
APPLICATION_APPROVED = "applications:application:approved"
APPLICATION_REFUSED = "applications:application:refused"
APPLICATION_DISBURSED = "applications:application:disbursed"
APPLICATION_SETTLED = "applications:application:settled"
EVENT_IGNORED = "applications:event:ignored"
EVENT_REFUSED = "applications:event:refused"
OUTGOING_GIVEN_UP = "applications:outgoing:given-up"

# doors
TOKEN_REFUSED = "api:token:refused"

SENTENCES: dict[str, str] = {
    KEK_ROTATED: "更换密钥加密密钥并重新包裹主体密钥",
    SIGNING_KEY_ROTATED: "更换平台签名密钥",
    SUBJECT_KEY_DESTROYED: "保存期满，销毁信息主体的数据密钥",
    PARTY_REGISTERED: "登记参与方",
    PARTY_SUSPENDED: "暂停参与方",
    PERSON_REGISTERED: "登记人员账号",
    CLIENT_REGISTERED: "登记机器客户端",
    PERSON_SIGNED_IN: "人员登录",
    SIGN_IN_FAILED: "登录未通过",
    SECOND_FACTOR_SET: "设置第二重验证",
    CATALOGUE_LOADED: "装载归集共享清单",
    SUBJECT_REGISTERED: "登记信息主体",
    CONSENT_REQUESTED: "请求企业授权",
    CONSENT_DECLINED: "企业未同意授权请求",
    CONSENT_GRANTED: "企业授权",
    CONSENT_REVOKED: "企业撤回授权",
    DISCLOSURE_MADE: "对外提供信用信息",
    DISCLOSURE_REFUSED: "拒绝对外提供信用信息",
    BATCH_ACCEPTED: "报送批次入库",
    BATCH_REFUSED: "报送批次整批退回",
    ANSWER_FETCHED: "经授权调取接口信息",
    SOURCE_SILENT: "接口来源未按时答复",
    SNAPSHOT_TAKEN: "制作信用信息快照",
    ANSWER_DOUBTED: "接口答复未通过验证，未采信",
    RECORDS_ACCEPTED: "信用信息入库",
    ANSWER_STORED: "接口答复入库",
    EVALUATION_RUN: "完成信用评价计算",
    REPORT_ISSUED: "出具信用报告",
    PRODUCTS_LOADED: "装载融资产品",
    APPLICATION_SUBMITTED: "提交融资申请",
    APPLICATION_ACCEPTED: "金融机构受理申请",
    APPLICATION_APPROVED: "金融机构同意授信",
    APPLICATION_REFUSED: "金融机构不予授信",
    APPLICATION_DISBURSED: "放款",
    APPLICATION_SETTLED: "贷款结清",
    EVENT_IGNORED: "忽略重复或失序的机构事件",
    EVENT_REFUSED: "未予登记的机构反馈事件",
    OUTGOING_GIVEN_UP: "事件多次投递未达，停止重试",
    TOKEN_REFUSED: "拒绝机器客户端登录",
}

GRAMMAR = re.compile(r"[a-z]+:[a-z]+(?:-[a-z]+)*:[a-z]+(?:-[a-z]+)*")


def sentence(tag: str) -> str:
    """What a tag says to a person; a tag of a newer version is shown as it is (标签含义)."""
    return SENTENCES.get(tag, tag)
